// A made-up NHS Discharge notice (FHIR DSTU2) of a made-up person, with dates
// relative to the journey's first day. It leaves out the carer and the anything
// that a sender often leaves out, so that there is something to ask for.
import { add, leaves, start } from "./journey-kit.mjs";

export const made = { given: "Winifred", family: "Throughway", nhs: "9998765439", born: "1941-03-27" };

const el = (name, value) => `<${name} value="${value}"/>`;
const of = (name, ...kids) => `<${name}>${kids.join("")}</${name}>`;
const ref = (name, id) => of(name, el("reference", `urn:uuid:${id}`));
const reach = (system, value) => of("telecom", el("system", system), el("value", value), el("use", "work"));
const entry = (type, id, ...kids) => of("entry", el("fullUrl", `urn:uuid:${id}`), of("resource", of(type, el("id", id), ...kids)));
const asked = (text, answer) =>
  of("question", el("text", text), of("answer", of("valueCoding", el("code", answer[0]), el("display", answer))));

const worker = (id, family, ...kids) =>
  entry(
    "Practitioner",
    id,
    of("name", el("family", family), el("given", "Lee")),
    of("practitionerRole", ref("managingOrganization", "hospital"), of("role", el("text", "Discharge liaison"))),
    ...kids,
  );

// notice is the whole message; to is the ODS code it is addressed to.
export function notice(to = "V396BB") {
  const parts = [
    entry(
      "MessageHeader",
      "header",
      el("timestamp", `${start}T08:40:00+00:00`),
      of("event", el("system", "http://snomed.info/sct"), el("code", "975731000000100"), el("display", "Discharge notice")),
      of("source", el("endpoint", "urn:nhs-uk:addressing:ods:Z9Y01")),
      of("destination", el("endpoint", `urn:nhs-uk:addressing:ods:${to}`)),
      ref("author", "liaison"),
      ref("receiver", "council"),
      ref("responsible", "clinician"),
      ref("data", "request"),
    ),
    entry(
      "ReferralRequest",
      "request",
      el("status", "requested"),
      of("identifier", el("value", "journey-stay-1")),
      ref("patient", "person"),
      ref("requester", "liaison"),
      ref("recipient", "council"),
      ref("encounter", "stay"),
      of("reason", el("text", "Broken hip, mended. Needs help to wash and dress for now.")),
      el("description", "Lives alone with a cat"),
    ),
    entry(
      "Encounter",
      "stay",
      of("identifier", el("system", "https://fhir.nhs.uk/encounter-id"), el("value", "journey-enc-1")),
      el("status", "in-progress"),
      el("class", "inpatient"),
      of("priority", of("coding", el("display", "Emergency"))),
      of("period", el("start", add(start, -12)), el("end", leaves)),
      of("hospitalization", ref("admittingDiagnosis", "diagnosis")),
      of("location", ref("location", "ward")),
      ref("serviceProvider", "hospital"),
    ),
    entry(
      "Patient",
      "person",
      of("identifier", el("system", "https://fhir.nhs.uk/Id/nhs-number"), el("value", made.nhs)),
      of("name", el("use", "usual"), el("family", made.family), el("given", made.given)),
      of("telecom", el("system", "phone"), el("value", "01632 960077")),
      el("gender", "female"),
      el("birthDate", made.born),
      of("address", el("line", "9 Madeup Lane"), el("city", "Ely"), el("postalCode", "CB7 4AA")),
    ),
    worker("liaison", "Placeholder", reach("phone", "01632 960078")),
    worker("clinician", "Standin"),
    entry(
      "Organization",
      "hospital",
      of("identifier", el("system", "https://fhir.nhs.uk/Id/ods-site-code"), el("value", "Z9Y01")),
      el("name", "Made-up Infirmary"),
    ),
    entry(
      "Organization",
      "council",
      of("identifier", el("system", "https://fhir.nhs.uk/Id/ods-organization-code"), el("value", to)),
      of("type", of("coding", el("code", "govt"))),
      el("name", "Fenmarsh County Council"),
    ),
    entry("Location", "ward", el("name", "Ward 9")),
    entry("Condition", "diagnosis", of("code", el("text", "Fracture of hip"))),
    entry(
      "QuestionnaireResponse",
      "questions",
      of(
        "group",
        asked("Has the patient been consulted regarding this notice?", "Yes"),
        asked("Has the patient consented to this notice?", "Yes"),
        asked("Are there any Safeguarding Concerns?", "No"),
      ),
    ),
  ];
  const bundle = [el("id", "journey-notice-1"), el("type", "message"), ...parts].join("");
  return `<?xml version="1.0" encoding="UTF-8"?><Bundle xmlns="http://hl7.org/fhir">${bundle}</Bundle>`;
}
