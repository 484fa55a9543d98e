#!/usr/bin/env node
/**
 * The `threatline` program. The same bundled file reads facts when it runs in a worker thread; each thread loads only
 * its own half.
 */
import * as nodeModule from "node:module";
import { isMainThread, workerData } from "node:worker_threads";
import { isFactsWork } from "../workspace/facts-work.js";

// Newer versions of Node keep the compiled program and start three times faster the next time.
const { enableCompileCache } = nodeModule as { enableCompileCache?: () => unknown };
if (!process.argv.includes("--no-cache")) enableCompileCache?.();
if (isMainThread) void import("./run.js").then(({ runProgram }) => runProgram(__filename));
else if (isFactsWork(workerData))
  void import("../workspace/facts-worker.js").then(({ runFactsWorker }) => runFactsWorker());
