require('./index.js').post('migrate');
