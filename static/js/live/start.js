// The live room: [data-room] carries the meeting, where its log stood when the page was drawn, and who looks.
import "./phone.js";
import { connect } from "./connect.js";
import { announce } from "./announce.js";
import { apply } from "./fragments.js";
import { follow } from "./follow.js";
import { markAwaited } from "./awaited.js";
import { catchUp } from "./away.js";
import { keepTime } from "./clock.js";
import { writeDecision } from "./decision.js";
import { keepDrafts } from "./drafts.js";
import { mindSignedLane } from "./lane.js";
import { sendQuietly } from "./quiet.js";
import { writeTogether } from "./together.js";
import { sendVotes } from "./votes.js";

const room = document.querySelector("[data-room]");
const me = Number(room.dataset.person);
const line = connect({
  meeting: Number(room.dataset.meeting),
  last: Number(room.dataset.seq),
  wall: room.dataset.wall === "true",
});
const clock = keepTime(Number(room.dataset.now));
const teller = announce();
const leader = follow(room, line);
const votes = sendVotes(line);
const decision = writeDecision(line);
const together = writeTogether(line, me);

line.onFrame((frame) => {
  room.dataset.audience = frame.audience;
  apply(frame.parts);
  together.look();
  for (const event of frame.events ?? []) {
    leader.hear(event);
    votes.hear(event, me);
    decision.hear(event);
    teller.hear(event);
    if (event.kind === "room_opened") line.join(); // whoever waited before the door has come in now
  }
  clock.tick();
});
line.onNow((now) => clock.set(now));
sendQuietly();
keepDrafts(room);
catchUp(line);
markAwaited();
mindSignedLane(me);
