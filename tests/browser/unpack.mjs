// Unpack npm's Chromium into the temporary folder and print where it lies.
import chromium from "@sparticuz/chromium";

console.log(await chromium.executablePath());
