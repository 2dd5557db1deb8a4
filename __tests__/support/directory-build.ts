const BUILT = '/opt/directory';

/** The unpacked packages of a release, once for all of them: what pip takes would be most of every case. */
export const BUILD = `
python3 -m venv --without-pip ${BUILT}
cd "$(${BUILT}/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
for wheel in /opt/wheels/*.whl; do python3 -m zipfile -e "$wheel" .; done
${BUILT}/bin/python -m compileall -q .
sed -i 's/--workers 2/--workers 1/' /etc/systemd/system/directory*.service
systemctl daemon-reload
`;

/** The configuration for a server where that was done, without what takes time and says nothing about how a deploy goes. */
export const withBuilt = (text: string): string =>
  text
    .replace(/ {2}watch: .*\n/, '')
    .replace(/.*resources: .*\n/, '')
    .replace(/ {2}build:\n( {4}- .*\n)+/, `  build: [ln -s ${BUILT} .venv]\n`)
    .replace(/^(runtime: .*) \}/m, '$1, settle: 100ms }')
    .replace('drain: 30s', 'drain: 2s')
    .replace('attempts: 20, every: 250ms', 'attempts: 60, every: 100ms');
