require('./index.js').post('lockgate');
