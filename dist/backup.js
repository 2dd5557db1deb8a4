require('./index.js').main('backup');
