import type { MapEntry, MapNode, TreeNode } from './tree';

/** Maps merge key by key; anything else, lists too, is replaced by what lies over it. Every part keeps its own place. */
export function mergeTrees(under: TreeNode, over: TreeNode): TreeNode {
  return under.type === 'map' && over.type === 'map' ? mergeMaps(under, over) : over;
}

export function mergeMaps(under: MapNode, over: MapNode): MapNode {
  const entries = new Map<string, MapEntry>(under.entries);
  for (const [key, entry] of over.entries) {
    const below = under.entries.get(key);
    entries.set(key, below === undefined ? entry : { at: entry.at, node: mergeTrees(below.node, entry.node) });
  }
  return { ...over, entries };
}
