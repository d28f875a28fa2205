// Package fhir is how the service talks with hospitals and other senders: it
// reads a message someone else's system sent, and writes the answer that
// message's standard asks for.
//
// Two standards are read. Both end in one [Notice], so no other feature need
// know FHIR:
//
//   - ADW: the Assessment, Discharge and Withdrawal notices of the Care Act
//     2014, Schedule 3 (SCCI2075), as FHIR DSTU2 XML. Source: NHS Digital,
//     nhsconnect/FHIR-ADW-Messaging, read November 2026.
//   - BaRS: the NHS Booking and Referral Standard 1.4.0, as FHIR R4 JSON.
//     Source: NHS England, NHSDigital/booking-and-referral-fhir-api, read
//     November 2026.
//
// What is held here, each by a test:
//
//   - A message never costs more than its size: 20 MB, 64 levels, 200,000
//     elements, no DTD, no entities ([Understand] never panics:
//     FuzzUnderstand).
//   - A refused message still gives what could be read of it, so that a
//     coordinator sees whom it is about and why it was refused.
//   - Nothing a sender wrote is dropped because it is doubtful. A number that
//     fails its check digit, a date that is no date, a field left out: each is
//     named in [Notice.Doubts] or [Notice.Missing].
//   - Attachments are bytes. Nothing here opens them.
//   - A response is never answered with a response, so two systems cannot
//     bounce one for ever.
package fhir
