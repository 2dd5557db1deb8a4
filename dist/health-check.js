require('./index.js').main('health-check');
