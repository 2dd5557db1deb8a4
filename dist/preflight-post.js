require('./index.js').post('preflight');
