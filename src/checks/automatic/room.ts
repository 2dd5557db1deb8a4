import { z } from 'zod';

import type { CheckResult } from '../../model/check';
import { reading } from '../../model/command';
import type { CommandResult } from '../../model/command';
import type { Manifest } from '../../model/manifest';
import { bytes, clean, failed, inconclusive, passed, whyUnanswered } from '../answer';
import type { CheckContext, CheckPlugin } from '../check';
import { figuresAfter } from '../measure';
import { readMount } from '../mount';
import type { Mount } from '../mount';

/** A place that the plan writes to, and what it brings there. */
export interface Place {
  readonly path: string;
  readonly brings: 'release' | 'backup';
}

export interface RoomSettings {
  readonly places: readonly Place[];
  /** The last backup: how much smaller than its database a backup is. */
  readonly last?: Pick<Manifest, 'bytes' | 'databaseBytes'> | undefined;
}

/** More than what was last time, since things grow; and never nothing. */
const MARGIN = 1.2;
const LEAST_BYTES = 1_000_000;
const LEAST_INODES = 2000;

/** Pure. What a backup of a database of this size takes, by what the last one took; undefined where neither is known. */
export function backupBytes(last: RoomSettings['last'], databaseBytes: number | undefined): number | undefined {
  if (databaseBytes === undefined) return last?.bytes;
  return last === undefined || last.databaseBytes <= 0 ? databaseBytes : (last.bytes / last.databaseBytes) * databaseBytes;
}

interface Need {
  readonly place: Place;
  readonly mount: Mount;
  readonly bytes: number;
}

/** Pure. File systems that do not hold what is brought to them, each in words. */
export function judgeRoom(needs: readonly Need[]): string[] {
  const devices = [...new Set(needs.map(({ mount }) => mount.device || mount.path))];
  return devices.flatMap((device) => {
    const here = needs.filter(({ mount }) => (mount.device || mount.path) === device);
    const { space, inodes } = here[0]?.mount ?? {};
    const needed = here.reduce((sum, need) => sum + need.bytes, 0) * MARGIN + LEAST_BYTES;
    const what = here.map(({ place, bytes: one }) => `${bytes(one)} for the ${place.brings} in ${clean(place.path, 60)}`).join(', ');
    return [
      ...(space !== undefined && space.free < needed ? [`${bytes(space.free)} free where ${bytes(needed)} are needed: ${what}, and a margin`] : []),
      // A file system that counts no inodes says that it has none at all.
      ...(inodes !== undefined && inodes.all > 0 && inodes.free < LEAST_INODES ? [`${String(inodes.free)} inodes free where ${String(LEAST_INODES)} are needed, in ${clean(here[0]?.place.path ?? '', 60)}`] : []),
    ];
  });
}

function readNeeds(settings: RoomSettings, results: readonly CommandResult[], databaseBytes: number | undefined): Need[] | string {
  const weight = figuresAfter(results[0]?.stdout ?? '', 'weight', 1)?.[0];
  const needs: Need[] = [];
  for (const [index, place] of settings.places.entries()) {
    const result = results[index + 1];
    const why = whyUnanswered(result);
    const mount = readMount(result?.stdout ?? '');
    if (why !== undefined || mount.space === undefined) return `${place.path}: ${why ?? 'the file system does not tell'}`;
    const needed = place.brings === 'release' ? (weight ?? 0) * 1024 : (backupBytes(settings.last, databaseBytes) ?? 0);
    needs.push({ place, mount, bytes: needed });
  }
  return needs;
}

function sizeOfDatabase({ database }: CheckContext): { commands: readonly ReturnType<typeof reading>[]; read: (results: readonly CommandResult[]) => number | undefined } {
  const probe = database?.inspect();
  return {
    commands: probe?.commands ?? [],
    read: (results) => {
      try {
        return probe?.read(results).bytes;
      } catch {
        // That the database does not answer is said by another check; here it only means that its size is not known.
        return undefined;
      }
    },
  };
}

/** There is room for what the plan brings: as much as the release that serves, and a backup of the database as it is now. */
export const plugin: CheckPlugin<RoomSettings> = {
  kind: 'room',
  schema: z.custom<RoomSettings>(),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 30_000, successes: 1 },
  create: (settings) => ({
    asks: 'host',
    probe: (context) => {
      const asked = `the free space at ${settings.places.map(({ path }) => path).join(', ')}`;
      const expected = 'room for what the deploy brings there';
      const size = sizeOfDatabase(context);
      const weigh = reading('weigh the release that serves', 'lg_check_weight', [context.site.layout.current], { library: true, bounded: true });
      const mounts = settings.places.map(({ path }) => reading('measure the free space', 'lg_check_disk', [path], { library: true, bounded: true }));
      return {
        commands: [weigh, ...mounts, ...size.commands],
        read: (results): CheckResult => {
          const needs = readNeeds(settings, results, size.read(results.slice(1 + mounts.length)));
          if (typeof needs === 'string') return inconclusive(asked, 'it could not be measured', expected, needs);
          const problems = judgeRoom(needs);
          if (problems.length > 0) return failed(asked, problems.join('; '), expected, { next: 'free space there, or keep fewer releases and backups' });
          return passed(asked, needs.map(({ mount, bytes: one }) => `${bytes(mount.space?.free ?? 0)} free for ${bytes(one)}`).join(', '), expected);
        },
      };
    },
  }),
  describe: () => 'room for the release and the backup',
};
