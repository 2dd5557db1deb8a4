require('./index.js').post('rolling-deploy');
