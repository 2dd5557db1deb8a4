require('./index.js').post('backup');
