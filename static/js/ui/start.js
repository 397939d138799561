// What every page needs. Each module looks for its own data- attributes and does nothing without them.
import "./pageshow.js";
import "./theme.js";
import "./menu.js";
import "./toast.js";
import "./tabs.js";
import "./dialogs.js";
import "./shortcuts.js";
import "./sheet.js";
import "./stepper.js";
import "./dropzone.js";
import "./forms.js";
import "./notes.js";
import "./cards.js";
import "./leaving.js";
import "./confirm.js";
