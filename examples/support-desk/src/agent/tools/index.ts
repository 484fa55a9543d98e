import { saveTranscript } from "./attachments.js";
import { readArticle, searchArticles } from "./articles.js";
import { checkConnection, lookupRegion } from "./diagnostics.js";
import { closeTicket, findTicket, refundBooking } from "./bookings.js";
import { emailCustomer } from "./mail.js";
import { carrierStatus, readCarrierPage } from "./web.js";

export const tools = {
  searchArticles,
  readArticle,
  findTicket,
  closeTicket,
  refundBooking,
  emailCustomer,
  saveTranscript,
  checkConnection,
  lookupRegion,
  carrierStatus,
  readCarrierPage,
};
