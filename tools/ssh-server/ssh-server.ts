// The demo of the command line brings its server with it; tests use the same one.
export * from '../../src/cli/demo/ssh-server';
