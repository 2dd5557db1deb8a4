import { Failure } from '../../model/failure';
import type { Layout } from '../../model/layout';
import type { TreeSurvey } from './tree-survey';

function refuse(host: string, code: string, problem: string, next: string, cause?: string): Failure {
  return new Failure({ kind: 'state', code, problem, host, cause, next });
}

/** What cannot be adopted, and what a person can do about it without stopping anything. Pure; everything at once. */
export function treeProblems(host: string, layout: Layout, found: TreeSurvey): Failure[] {
  const { root } = layout;
  const problems: Failure[] = [];
  const { current, tree } = found;
  if (current.kind === 'folder') {
    problems.push(
      refuse(
        host,
        'LG-ADOPT-CURRENT-FOLDER',
        `${root}/current is a folder, and a deploy must be able to replace it by a link in one step`,
        `make it a link yourself; what runs goes on in the same files: mv ${root}/current ${root}/by-hand && ln -s by-hand ${root}/current; then run this again`,
        'between those two the name leads nowhere for an instant, so it is not done behind your back',
      ),
    );
  }
  if (tree === '') {
    problems.push(refuse(host, 'LG-ADOPT-NO-TREE', 'the folder that holds the code cannot be told', 'name it: --tree /opt/app', `${root} holds nothing of a team's own, and ${root}/current leads nowhere`));
    return problems;
  }
  if (found.files === 0 && current.kind !== 'folder') problems.push(refuse(host, 'LG-ADOPT-EMPTY', `there are no files in ${tree}`, 'name the folder that holds the code: --tree /opt/app'));
  if (found.unreadable.length > 0) {
    problems.push(
      refuse(
        host,
        'LG-ADOPT-UNREADABLE',
        `${found.user} may not read all of ${tree}, so that a copy would not be the tree as it is`,
        'let the deploy user read them (a group, or setfacl), or name those that are no code under release.shared, where they stay as they are',
        found.unreadable.join(', '),
      ),
    );
  }
  if (!found.writable) problems.push(refuse(host, 'LG-ADOPT-READ-ONLY', `${found.user} may not write below ${root}`, `give it to the user that deploys: install -d -o ${found.user} ${root}`));
  // As much again for what follows it.
  if (found.freeKilobytes < 2 * found.kilobytes) {
    problems.push(refuse(host, 'LG-ADOPT-DISK', 'there is no room for a copy of the tree and a release beside it', 'make room, or name large folders that are no code under release.shared', `the tree has ${String(found.kilobytes)} kB, free are ${String(found.freeKilobytes)} kB`));
  }
  return problems;
}
