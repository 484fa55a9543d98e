/** Which files are part of what is shipped: tests, and what only tests use, call models with nobody to attack them. */

/** Folders of tests and of what they use. Examples are no tests: people start from them. */
const TEST_FOLDER =
  /(?:^|\/)(?:__(?:tests?|mocks|fixtures|snapshots)__|tests?|testing|test-\w+|fixtures?|mocks?|e2e|e2e-tests?|(?:integration|unit|smoke)-?tests?|cypress)\//i;

const TEST_NAME = /\.(?:(?:test|spec)(?:-d)?|e2e|stories|mock)\.[cm]?[jt]sx?$/i;

/** What a framework serves by where the file lies: a folder on the way is part of the address, whatever it is called. */
const SERVED = /(?:^|\/)(?:app\/(?:.*\/)?(?:route|page|layout)|pages\/api\/.*)\.[cm]?[jt]sx?$/;

/**
 * @param file relative to the workspace, with forward slashes
 * @param named files and folders that somebody asked for by name, written the same way: what they are called says nothing then
 */
export function isTestFile(file: string, named: readonly string[] = []): boolean {
  if (named.includes(file)) return false;
  const asked = named.filter((folder) => file.startsWith(`${folder}/`)).map(({ length }) => length);
  const rest = file.slice(Math.max(0, ...asked));
  if (TEST_NAME.test(rest)) return true;
  const served = SERVED.exec(rest);
  return TEST_FOLDER.test(served ? rest.slice(0, served.index + 1) : rest);
}
