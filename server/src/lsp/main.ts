/**
 * The language server: `server.js --stdio` or `--node-ipc`. It never loads the engine: that is in `analysis-worker.js` beside
 * it, for the thread that analyses.
 */
import { join } from "node:path";
import { startServer } from "./session.js";

startServer(join(__dirname, "analysis-worker.js"));
