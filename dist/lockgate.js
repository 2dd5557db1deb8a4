require('./index.js').main('lockgate');
