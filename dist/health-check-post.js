require('./index.js').post('health-check');
