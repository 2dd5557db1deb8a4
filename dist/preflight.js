require('./index.js').main('preflight');
