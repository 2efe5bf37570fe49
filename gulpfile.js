// Copies what is not TypeScript into dist: icons, codex files (X.node.json) and the workflow templates.
const { dest, parallel, src } = require('gulp');

const icons = () => src(['{nodes,credentials}/**/*.svg'], { encoding: false }).pipe(dest('dist'));
const codex = () => src(['nodes/**/*.node.json']).pipe(dest('dist/nodes'));
const templates = () => src(['workflows/*.json']).pipe(dest('dist/workflows'));

exports.assets = parallel(icons, codex, templates);
