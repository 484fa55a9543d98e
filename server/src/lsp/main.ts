/**
 * The language server: `server.js --stdio` or `--node-ipc`. The same bundled file is the analysis worker when it runs
 * in a worker thread; each thread loads only its own half.
 */
import { isMainThread } from "node:worker_threads";

if (isMainThread) {
  void import("./session.js").then(({ startServer }) => startServer(__filename));
} else {
  void import("../workspace/analysis-worker.js").then(({ runAnalysisWorker }) => runAnalysisWorker());
}
