// What a browser adds to the pages. Every page is complete without it: what is missing here, or fails, is done by links and forms.
import { startProgress } from "./progress";
import { startResults } from "./results";
import { startSignIn } from "./sign_in";
import { startSuggestions } from "./suggestions";

startSignIn();
startSuggestions();
startResults();
startProgress();
