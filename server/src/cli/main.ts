#!/usr/bin/env node
/**
 * The `threatline` program. The same bundled file reads facts when it runs in a worker thread; each thread loads only
 * its own half.
 */
import * as nodeModule from "node:module";
import { setFlagsFromString } from "node:v8";
import { isMainThread, workerData } from "node:worker_threads";
import { isFactsWork } from "../workspace/facts-work.js";

// V8 11, of Node 20, optimises functions long before that pays for a program that ends after seconds: measured on 400,000
// lines, a scan takes a tenth less wall time and a fifth less processor time so. V8 12 and later decide by other counts.
if (process.versions.v8.startsWith("11."))
  for (const flag of ["--interrupt-budget=300000", "--max-inlined-bytecode-size-cumulative=300"])
    setFlagsFromString(flag);

// Newer versions of Node keep the compiled program and start three times faster the next time.
const { enableCompileCache } = nodeModule as { enableCompileCache?: () => unknown };
if (!process.argv.includes("--no-cache")) enableCompileCache?.();
if (isMainThread) void import("./run.js").then(({ runProgram }) => runProgram(__filename));
else if (isFactsWork(workerData))
  void import("../workspace/facts-worker.js").then(({ runFactsWorker }) => runFactsWorker());
