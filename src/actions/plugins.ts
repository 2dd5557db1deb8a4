import { checks } from '../checks/registry.generated';
import type { Plugins } from '../config/plugins';
import { databases } from '../databases/registry.generated';
import { migrations } from '../migrations/registry.generated';
import { notifiers } from '../notifiers/registry.generated';
import { proxies } from '../proxies/registry.generated';
import { releases } from '../releases/registry.generated';
import { runtimes } from '../runtimes/registry.generated';
import { strategies } from '../strategies/registry.generated';

/** Every plugin of this version, as the configuration takes them. */
export const plugins: Plugins = { releases, runtimes, proxies, strategies, databases, migrations, checks, notifiers };
