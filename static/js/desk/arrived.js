// On pages that show what was sent: it need not be offered again.

import { forgetUnsent } from "./unsent.js";

forgetUnsent();
