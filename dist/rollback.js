require('./index.js').main('rollback');
