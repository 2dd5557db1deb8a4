require('./index.js').main('migrate');
