/** The map's page: holds what is shown, and turns messages, keys and gestures into changes of it. */
import { Page } from "./page.js";
import type { MapStrings } from "../src/map/strings.js";
import { Host } from "./host.js";

const strings = JSON.parse(document.body.dataset["strings"]!) as MapStrings;
const page = new Page(strings, new Host());
page.start();
