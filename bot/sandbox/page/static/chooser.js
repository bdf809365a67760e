// The first page: finding somebody to be.
import { prepareSearch } from "./search.js";

prepareSearch();
