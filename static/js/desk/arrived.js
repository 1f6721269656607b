// On pages that show what was saved: it need not be offered again.

import { forgetSaved } from "./copies.js";

forgetSaved();
