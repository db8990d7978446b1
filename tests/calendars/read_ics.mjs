// Reads calendar files with ical.js: each line in is one file as a JSON string, each line out its entries.
import ICAL from "ical.js";
import readline from "node:readline";

// ical.js knows no zone by itself: only that of the file gives an instant.
const instant = (time) => (time && time.zone.tzid !== "floating" ? time.toUnixTime() : null);
const person = (property) => [property.getFirstValue(), property.getParameter("cn") ?? ""];

function entry(event, method) {
  const value = (name) => event.getFirstPropertyValue(name);
  return {
    uid: value("uid"),
    sequence: value("sequence"),
    method: method ?? "",
    status: value("status") ?? "",
    begin: instant(value("dtstart")),
    einde: instant(value("dtend")),
    summary: value("summary") ?? "",
    description: value("description") ?? "",
    location: value("location") ?? "",
    url: value("url") ?? "",
    organizer: event.getAllProperties("organizer").map(person),
    attendees: event.getAllProperties("attendee").map(person),
  };
}

function read(file) {
  const calendar = new ICAL.Component(ICAL.parse(file));
  const events = calendar.getAllSubcomponents("vevent");
  return events.map((event) => entry(event, calendar.getFirstPropertyValue("method")));
}

for await (const line of readline.createInterface({input: process.stdin})) {
  let answer;
  try {
    answer = {entries: read(JSON.parse(line))};
  } catch (error) {
    answer = {error: String(error)};
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
