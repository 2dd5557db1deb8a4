"use strict";
exports.id = 607;
exports.ids = [607];
exports.modules = {

  4245:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    isOpen: () => (  isOpen),
    showMoment: () => (  showMoment)
  });
  var luxon__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8714);
  var _hours_of_day__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6728);


function within(ranges, days, at) {
    const minute = at.hour * 60 + at.minute;
    const today = days.includes(_hours_of_day__WEBPACK_IMPORTED_MODULE_0__  .q[at.weekday - 1] ?? '');
    const yesterday = days.includes(_hours_of_day__WEBPACK_IMPORTED_MODULE_0__  .q[(at.weekday + 5) % 7] ?? '');
    return ranges.some(({ from, to }) => (from < to ? today && minute >= from && minute < to : (today && minute >= from) || (yesterday && minute < to)));
}
function isOpen({ zone, closed, open, days: some }, now) {
    const days = some ?? _hours_of_day__WEBPACK_IMPORTED_MODULE_0__  .q;
    const at = luxon__WEBPACK_IMPORTED_MODULE_1__  .c9.fromJSDate(now, { zone });
    if (closed !== undefined)
        return !within(closed, days, at);
    return within(open ?? [{ from: 0, to: 24 * 60 }], days, at);
}
function showMoment(now, zone) {
    return luxon__WEBPACK_IMPORTED_MODULE_1__  .c9.fromJSDate(now, { zone }).setLocale('en').toFormat("ccc HH:mm 'in' z");
}


  })

};
;