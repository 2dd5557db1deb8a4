import { NOT_REACHED, type Troubles } from '../model/trouble';

const host = NOT_REACHED;

export const troubles: Troubles = {
  'LG-CONFIG-DUPLICATE-KEY': { host, means: 'A key is there twice, and only one of them can count.', usually: 'Two changes of the file were merged, or a check has a common key both beside it and inside it.' },
  'LG-CONFIG-EMPTY': { host, usually: 'The file was made and never written, or everything in it is commented out.' },
  'LG-CONFIG-ENVIRONMENT': { host, means: 'The environment that was asked for is not one of the file.', usually: 'A typing error in the input `environment`, or the environment was renamed in one place and not in the other.' },
  'LG-CONFIG-FILE': { host, means: 'There is no configuration file to read.', usually: '`actions/checkout` does not come before the step, or the file lies elsewhere than in `.github/lockgate.yml`.' },
  'LG-CONFIG-MISSING-KEY': { host, means: 'A key is missing that the section cannot do without.', usually: 'The section was begun and not finished, or an environment replaces a list that held the key.' },
  'LG-CONFIG-MISSING-VARIABLE': { host, means: 'The file takes a variable that is not set, or is empty, and has no default for it.', usually: 'The secret or variable does not exist in this environment of GitHub (GitHub hands over an empty text then), or the step has no `env:` that hands it over. At a terminal: it was not exported; `npx lockgate validate` lists all of them.' },
  'LG-CONFIG-NEEDS-DATABASE': { host, usually: 'Migrations were configured before the database was.' },
  'LG-CONFIG-NO-HOST': { host, means: 'The environment has no host to deploy to.', usually: '`hosts:` is empty, or holds nothing but bastions.' },
  'LG-CONFIG-REFERENCE': { host, means: 'A name is used that nothing in the file bears: an environment, a host, a role.', usually: 'A typing error, or what bore the name was renamed or removed.', next: 'Write a name that is there; the message lists them, or names the nearest one.' },
  'LG-CONFIG-SECRET-VALUE': { host, usually: 'The secret holds a line break or a character that no file of variables can hold: often a line break at its end, from pasting.' },
  'LG-CONFIG-TYPE': { host, means: 'Something stands there that is not of the kind that belongs there: text for a map, a list for a value, a number for text.', usually: 'An indentation that is off by one level, a missing space after a colon or dash, or quotes too many or too few.' },
  'LG-CONFIG-UNKNOWN-KEY': { host, means: 'A key that nothing reads. It is refused, because a setting that silently does nothing is worse.', usually: 'A typing error, or a key on the wrong level.', next: 'Write the nearest known key, which the message names, or put it where it belongs.' },
  'LG-CONFIG-UNKNOWN-KIND': { host, means: 'A kind of plugin or check that this version does not have.', usually: 'A typing error in `kind:` or in the name of a check, or a file written for a later version.', next: 'Write one of the kinds that the message lists; [the reference](configuration.md) has them all.' },
  'LG-CONFIG-UNSUPPORTED': { host, means: 'A key of a later version. It is refused, so that nobody counts on what does not happen.', usually: 'A configuration copied from the documents of another version.' },
  'LG-CONFIG-VALUE': { host, means: 'The value is of the right kind, and is none that can be used.', usually: 'A number out of its range, an empty text, or a form that is not the one needed: a unit is missing, a path is not absolute.', next: 'Write what the message asks for; [the reference](configuration.md) has an example beside every key.' },
  'LG-CONFIG-VARIABLE': { host, means: 'A `${…}` in the file that cannot be read as a variable.', usually: 'A brace is missing, an expression of GitHub (`${{ … }}`) stands in the configuration, or a dollar was meant as it stands.', next: 'Write `${NAME}` or `${NAME:-default}`, and `$${` where a dollar and a brace are meant as they stand.' },
  'LG-CONFIG-VERSION': { host, usually: 'The workflow uses an older version of the actions than the one that the file was written for.' },
  'LG-CONFIG-YAML': { host, means: 'The file is not YAML that can be read.', usually: 'A tabulator in the indentation, a quote that is not closed, or a value that begins with `*`, `{`, `[`, `&` or `@` without quotes.', next: 'Look at the line that the message names, and put the value in quotes.' },
};
