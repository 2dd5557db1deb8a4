#!/usr/bin/env node
require('./index.js').cli(process.argv.slice(2), require('../package.json').version);
