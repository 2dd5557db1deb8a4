"use strict";
exports.id = 864;
exports.ids = [864];
exports.modules = {

  6208:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    SshConnections: () => (  _shell_ssh_connections__WEBPACK_IMPORTED_MODULE_1__.o),
    resolveTargets: () => (  _entry_targets__WEBPACK_IMPORTED_MODULE_0__.h)
  });
  var _entry_targets__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(266);
  var _shell_ssh_connections__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6749);




  })

};
;