require('./index.js').post('rollback');
