import { compareSchemas, describeDifference } from '../../../src/migrations/schema-text';

const HEAD = "--\n-- PostgreSQL database dump\n--\n\n\\restrict KEY\n\n-- Dumped by pg_dump version 17.6\n\nSET statement_timeout = 0;\nSELECT pg_catalog.set_config('search_path', '', false);\n";
const USERS = '--\n-- Name: users; Type: TABLE\n--\n\nCREATE TABLE public.users (\n    id bigint NOT NULL,\n    email text\n);\n';
const INDEX = '\nCREATE INDEX users_email ON public.users USING btree (email);\n';
const CODE = "\nCREATE FUNCTION public.f() RETURNS text\n    LANGUAGE sql\n    AS $$ SELECT 'a  b'; -- c\n $$;\n";
const END = '\n--\n-- done\n--\n\n\\unrestrict KEY\n';

test('order, comments, blanks, session and the key of the dump make no difference', () => {
  const first = HEAD + USERS + INDEX + CODE + END;
  const second = HEAD.replace('17.6', '17.7').replace('KEY', 'OTHER').replace('= 0', '= 1') + CODE + INDEX + USERS.replace('Name: users', 'Name: them').replace('(\n    id', '(\n  id') + END.replace('KEY', 'OTHER');
  expect(compareSchemas(first, second)).toEqual({ equal: true, missing: [], unexpected: [] });
});

test.each([
  ['an index', INDEX, '', 'CREATE INDEX users_email'],
  ['a type', 'id bigint', 'id integer', 'CREATE TABLE public.users'],
  ['a null', ' NOT NULL', '', 'CREATE TABLE public.users'],
  ['blanks within a routine', 'a  b', 'a b', 'CREATE FUNCTION public.f'],
  ['a comment within a routine', '-- c', '-- d', 'CREATE FUNCTION public.f'],
])('%s makes one, and it is named', (_, from, to, statement) => {
  const whole = HEAD + USERS + INDEX + CODE + END;
  const { equal, missing } = compareSchemas(whole, whole.replace(from, to));
  expect(equal).toBe(false);
  expect(missing).toEqual([expect.stringContaining(statement)]);
  expect(compareSchemas(whole.replace(from, to), whole).unexpected).toEqual(missing);
});

test('what stands there twice is not there once', () => {
  expect(compareSchemas(INDEX + INDEX, INDEX)).toMatchObject({ equal: false, missing: ['CREATE INDEX users_email ON public.users USING btree (email)'] });
});

test('what SQLite keeps of its statements is compared by words', () => {
  const one = "CREATE TABLE a(id INTEGER PRIMARY KEY, note TEXT DEFAULT 'x  y')\n;\nCREATE INDEX i ON a(note)\n;\n";
  expect(compareSchemas(one, "create index i ON a ( note );\nCREATE TABLE a (\n  id INTEGER PRIMARY KEY, -- mine\n  note TEXT DEFAULT 'x  y')", 'sqlite').equal).toBe(true);
  expect(compareSchemas(one, one.replace('note TEXT', '"note" TEXT'), 'sqlite').equal).toBe(false);
  expect(compareSchemas(one, one.replace('x  y', 'x y'), 'sqlite').missing).toEqual([expect.stringContaining('CREATE TABLE A')]);
});

test('a difference is told by the lines that differ, and is bounded', () => {
  const whole = HEAD + USERS + INDEX + CODE + END;
  expect(describeDifference(compareSchemas(whole, whole.replace('email text', 'email character varying(90)').replace(INDEX, '')))).toEqual([
    '- CREATE INDEX users_email ON public.users USING btree (email)',
    '  CREATE TABLE public.users',
    '-   email text',
    '+   email character varying(90)',
  ]);
  const turned = USERS.replace('    id bigint NOT NULL,\n    email text', '    email text,\n    id bigint NOT NULL');
  expect(describeDifference(compareSchemas(USERS, turned))[0]).toBe('  CREATE TABLE public.users: in another order');
  const many = Array.from({ length: 90 }, (_, n) => `CREATE SEQUENCE s${String(n)};`).join('\n');
  expect(describeDifference(compareSchemas(many, '')).at(-1)).toBe('and 50 lines more');
});
