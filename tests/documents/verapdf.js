// Reads paths from its arguments and prints, for each and for both profiles: path, profile, and the rules that failed.
// Run by the JavaScript shell that comes inside the checker's own archive, so that no compiler is needed.
Packages.org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider.initialise();

var foundry = Packages.org.verapdf.pdfa.Foundries.defaultInstance();
var Flavour = Packages.org.verapdf.pdfa.flavours.PDFAFlavour;
var FAILED = Packages.org.verapdf.pdfa.results.TestAssertion.Status.FAILED;

for (var n = 0; n < arguments.length; n++) {
  var profiles = [Flavour.PDFA_3_A, Flavour.PDFUA_1];
  for (var p = 0; p < profiles.length; p++) {
    print([arguments[n], profiles[p].getId()].concat(failures(arguments[n], profiles[p])).join("\t"));
  }
}

function failures(path, profile) {
  var parser, failed = [];
  try {
    parser = foundry.createParser(new java.io.File(path), profile);
    var result = foundry.createValidator(profile, false).validate(parser);
    var checks = result.getTestAssertions().iterator();
    while (checks.hasNext()) {
      var check = checks.next();
      if (check.getStatus().equals(FAILED)) {
        failed.push(check.getRuleId().getClause() + "-" + check.getRuleId().getTestNumber());
      }
    }
    return result.isCompliant() || failed.length ? failed : ["not compliant"];
  } catch (problem) {
    return ["unreadable: " + problem];
  } finally {
    if (parser) parser.close();
  }
}
