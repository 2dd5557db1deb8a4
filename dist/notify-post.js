require('./index.js').post('notify');
