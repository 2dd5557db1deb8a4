require('./index.js').main('rolling-deploy');
