import type { Given } from './load';
import { add, change, told } from './load';

describe('what is not YAML', () => {
  test.each<[string, Given, string[]]>([
    [
      'a tab',
      'a:\n\tb: 1\n',
      [
        'YAML 2:1 a tab is used for indentation -> indent with spaces, two per level',
      ],
    ],
    [
      'every tab is told',
      'a:\n  b: 1\n\tc: 2\n\td: 3\n',
      [
        'YAML 3:1 a tab is used for indentation -> indent with spaces, two per level',
        'YAML 4:1 a tab is used for indentation -> indent with spaces, two per level',
      ],
    ],
    [
      'a quote that never closes is told where it opens',
      'version: 1\napp: "x\nb: 1\n',
      [
        'YAML 2:6 this quote is never closed -> close it at the end of the value',
      ],
    ],
    [
      'a quote inside single quotes',
      "a: 'it's'\n",
      [
        `YAML 1:8 there is text after the end of the value -> double a quote inside single quotes: 'it''s', or use double quotes`,
      ],
    ],
    [
      'a colon and a space inside a value',
      'run: echo a: b\n',
      [
        'YAML 1:6 a second ": " stands in one value -> put a value that contains ": " in quotes',
      ],
    ],
    [
      'an open [',
      'a: [1, 2\nb: 3\n',
      [
        'YAML 2:1 a [ above is never closed -> close it with ] before this line',
      ],
    ],
    [
      'an open {',
      'a: { b: 1\nc: 2\n',
      [
        'YAML 2:1 a { above is never closed -> close it with } before this line',
      ],
    ],
    [
      'a reserved character',
      'a: @foo\n',
      [
        'YAML 1:4 a value cannot begin with this character -> put the value in quotes',
      ],
    ],
    [
      'a pattern that looks like an alias',
      change('unit: shop', 'unit: *.html'),
      [
        'YAML 7:33 there is no anchor &.html above this line -> a value that begins with * must be in quotes: "*.html"',
      ],
    ],
    [
      'a misspelt alias',
      change('unit: shop', 'unit: *healt', change('kind: directory', 'kind: &health directory')),
      [
        'YAML 7:33 there is no anchor &healt above this line -> did you mean "health"?',
      ],
    ],
    [
      'a line indented too little',
      'a:\n  b: 1\n c: 2\n',
      [
        'YAML 3:1 this line is indented neither like the lines above nor like their parent -> begin keys of one map in the same column, and close every [ and {',
      ],
    ],
    [
      'a line indented too much',
      'a:\n  b: 1\n   c: 2\n',
      [
        'YAML 3:4 this line is indented deeper than the one above, which has a value already -> begin it in the same column as the key above, or remove that value',
      ],
    ],
    [
      'no space after a colon',
      'version: 1\napp:shop\n',
      [
        'YAML 2:1 this line is not `key: value` -> write a colon and a space after the key',
      ],
    ],
    [
      'a tag',
      change('unit: shop', 'unit: !shop shop'),
      [
        'YAML 7:33 a value that begins with ! is a YAML tag, and there are none here -> put the value in quotes',
      ],
    ],
    [
      'two documents',
      'a: 1\n---\nb: 2\n',
      [
        'YAML 2:1 a second document begins here -> remove the line `---`: the file holds one configuration',
      ],
    ],
    [
      'a variable without quotes in braces',
      'a: { b: ${FOO} }\n',
      [
        'YAML 1:9 ${…} is not in quotes inside { } or [ ], where its braces mean a map -> put it in quotes: "${NAME}"',
      ],
    ],
    [
      'an expression of GitHub in brackets',
      'a: [${{ x }}]\n',
      [
        'YAML 1:5 ${…} is not in quotes inside { } or [ ], where its braces mean a map -> put it in quotes: "${NAME}"',
      ],
    ],
    [
      'a merge conflict',
      '<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x\n',
      [
        'YAML 1:1 a merge conflict was left in the file -> resolve it and remove the lines <<<<<<<, ======= and >>>>>>>',
      ],
    ],
    [
      'a no-break space',
      'a:\u00a01\nb: 2\n',
      [
        'YAML 1:3 a no-break space stands where a space should be -> type the space again (it was probably copied from a web page)',
      ],
    ],
    [
      'an empty file',
      '',
      [
        'EMPTY 1:1 the file is empty -> begin with `version: 1` and `app: <name>`; the README has a first one to start from',
      ],
    ],
    [
      'comments alone',
      '# x\n',
      [
        'EMPTY 1:1 the file is empty -> begin with `version: 1` and `app: <name>`; the README has a first one to start from',
      ],
    ],
    [
      'a list at the top',
      '- a: 1\n',
      [
        'TYPE 1:1 the file is a list; it must be a map of keys and values -> remove the "- " in front of the keys',
      ],
    ],
    [
      'text at the top',
      'hello\n',
      [
        'TYPE 1:1 the file is a piece of text; it must be a map of keys and values -> write `key: value`, with a space after the colon',
      ],
    ],
    [
      'an alias inside its own anchor',
      change('runtime: {', 'runtime: &run { port: *run,'),
      [
        'YAML 7:23 *run stands inside the very value that it repeats -> move the anchor to a value that does not contain the alias',
      ],
    ],
    [
      'a key twice',
      add('app: other\n'),
      [
        'DUPLICATE-KEY 11:1 the key "app" is here a second time: it is already on line 2 -> keep one of the two, or put both together',
      ],
    ],
  ])('%s', (_, given, expected) => {
    expect(told(given)).toEqual(expected);
  });
});
