export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** In minutes of the day; over midnight where `to` is before `from`. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}
