// The few GOV.UK Frontend behaviours our forms use; bundled into static/vendor by vendor.py.
export {
  Button,
  CharacterCount,
  ErrorSummary,
  createAll,
} from "govuk-frontend";
