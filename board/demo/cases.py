"""Ten invented patients, in the order in which their cases came. The figures are those of facts/.

Every family name means "example" in the language of the given name: nobody is called so.
"""

from datetime import date

from board.cases.models import Priority
from board.demo.retold import Retold

STOPPED_COMING = Retold(
    number=131,
    by="tanaka",
    family="Örnek",
    given="Kemal",
    born=date(1970, 3, 14),
    title="Early relapse off treatment, missed visits, no transplant",
    question=(
        "VRd again, this time with support and followed by a first transplant, or a change to "
        "daratumumab?"
    ),
    reason=(
        "Very good partial response to VRd, then no visit from February to July 2026. M-protein rose "
        "from 0.3 to 2.1 g/dL, kappa 260 mg/L, no new bone lesion. Lenalidomide was last taken on "
        "31-Jan-2026: it was not failing, it was not being taken."
    ),
    wishes=(
        "Wants to drive his bus again. Agrees to weekly injections if somebody calls him the day "
        "before."
    ),
    comorbidity="Depression, under treatment again. No neuropathy.",
    needs=(
        "Lives alone, a long way from the hospital. Lost touch when his depression came back in "
        "spring. Needs one named nurse, reminders and a ride."
    ),
)

WITHIN_A_YEAR = Retold(
    number=133,
    by="lindt",
    family="Voorbeeld",
    given="Marijke",
    born=date(1965, 6, 2),
    title="Relapse within a year of ASCT, del(17p)+TP53+t(4;14)",
    question=(
        "Cilta-cel as second line: which bridging with platelets of 96, and what if she progresses "
        "before leukapheresis?"
    ),
    reason=(
        "Progression confirmed on 16-Nov-2026: M-protein 1.9 g/dL, after 1.1 in October and 0.2 at "
        "best, and a new bone lesion; on daratumumab and lenalidomide, 11.5 months from transplant to "
        "progression. del(17p) in 65 % of cells, 24 % at diagnosis, with TP53 p.(Arg248Gln), t(4;14) "
        "and a third copy of 1q."
    ),
    wishes="Wants the most active treatment there is, and to be at home when her grandchild is born.",
    comorbidity="None known. Neuropathy grade 1.",
    needs="Sleeps badly since the result and asks for psycho-oncology. Her husband drives her.",
    priority=Priority.URGENT,
    first={
        "question": "Is this a relapse to be treated now, and should cells be collected already?",
        "reason": (
            "M-protein 1.1 g/dL on 19-Oct-2026, after 0.4 in August and 0.2 at best, on daratumumab "
            "and lenalidomide, within a year of transplant. A second sample and a CT are booked."
        ),
        "priority": Priority.ROUTINE,
    },
)

TARGET_LOST = Retold(
    number=134,
    by="okafor",
    family="Muster",
    given="Anton",
    born=date(1962, 1, 27),
    title="Relapse after cilta-cel, BCMA lost on both alleles",
    question="GPRC5D is intact: talquetamab now, or a proteasome inhibitor first?",
    reason=(
        "Third relapse, after cilta-cel in February 2024. M-protein 1.3 g/dL; haemoglobin fell from "
        "13.2 to 10.9 g/dL. Sequencing shows a homozygous deletion of TNFRSF17, so that no treatment "
        "directed at BCMA is left. Refractory to lenalidomide, pomalidomide and daratumumab."
    ),
    wishes=(
        "Would accept days in hospital, not weeks. He cooks for the family: losing his taste "
        "frightens him more than another needle."
    ),
    comorbidity="Arrhythmia, rate controlled. Neuropathy grade 1.",
    needs=(
        "Polyclonal IgG 310 mg/dL after CAR-T cells: infections have to be prevented. Weight 78 kg, "
        "to be watched."
    ),
)

SEVEN_GOOD_YEARS = Retold(
    number=136,
    by="lindt",
    family="Esempio",
    given="Paolo",
    born=date(1967, 4, 9),
    title="First relapse, seven years after ASCT, no maintenance",
    question=(
        "A second transplant from the stored cells after re-induction, or a daratumumab combination "
        "without transplant?"
    ),
    reason=(
        "More than seven years in complete remission after VRd and melphalan, without maintenance. Now "
        "M-protein 1.4 g/dL, kappa 130 mg/L and a new bone lesion. Nothing given so far has failed. "
        "4.2 million CD34 cells per kg are stored. The genetics are of 2018."
    ),
    wishes=(
        "Would go through a transplant once more if it buys years without tablets. His daughter "
        "marries in spring."
    ),
    comorbidity="Type 2 diabetes on tablets. Neuropathy grade 1.",
    needs="A carpenter with his own workshop: needs dates early. Blood sugar under dexamethasone.",
)

FRAIL = Retold(
    number=138,
    by="lindt",
    family="Exempel",
    given="Birgit",
    born=date(1943, 8, 21),
    title="83 years, frail, LVEF 38 %, progression on DRd",
    question=(
        "Is any triplet worth its burden at frailty 5 and LVEF 38 %, or a reduced doublet, or "
        "supportive care alone?"
    ),
    reason=(
        "Progression after 55 months of DRd: M-protein 1.3 g/dL, lambda 150 mg/L, a new bone lesion. "
        "IMWG frailty 5, ECOG 3. By the rules only the bortezomib triplets are open."
    ),
    wishes=(
        "Wants to stay in her flat and see her sister on Sundays. No hospital if it can be helped, and "
        "nothing decided without her niece."
    ),
    comorbidity="Heart failure with an ejection fraction of 38 %, diabetes, moderate lung disease.",
    needs="ADL 4, IADL 3: home care every morning, the niece shops. No dental check yet.",
)

ON_DIALYSIS = Retold(
    number=140,
    by="nair",
    family="Przykład",
    given="Jerzy",
    born=date(1956, 2, 11),
    title="Light-chain relapse on dialysis, t(14;16)+1q amplified",
    question=(
        "All on dialysis: VCd again, a daratumumab combination, or induction towards a first "
        "transplant?"
    ),
    reason=(
        "Lambda rose from 310 to 3,100 mg/L within a year and a half of the last VCd; creatinine 6.8 "
        "mg/dL, 3.2 at best; haemoglobin 9.1 g/dL. t(14;16) and 4 or more copies of 1q are high risk; "
        "TP53 was never sequenced."
    ),
    wishes=(
        "Wants to keep his dialysis days and not to spend the others in hospital. Would accept a "
        "transplant if the kidney team stands behind it."
    ),
    comorbidity="Kidney failure on dialysis. Neuropathy grade 1.",
    needs="Rides are arranged for dialysis, not for treatment days. No dental check yet.",
)

NEWLY_MOVED = Retold(
    number=141,
    by="park",
    family="Ejemplo",
    given="Ramón",
    born=date(1964, 7, 30),
    title="Moved here, half the history missing, FISH failed",
    question="What has to be known before anything is decided, and who gets it by when?",
    reason=(
        "Moved from another hospital after VRd and DRd, without letters: no last doses, no responses. "
        "M-protein 1.6 g/dL and haemoglobin 10.1 g/dL on 10-Nov-2026. FISH failed for lack of plasma "
        "cells."
    ),
    wishes="Not known, because: he was seen once, without an interpreter",
    comorbidity="Not known: the letters have been asked for.",
    needs="A Spanish interpreter. New in town, no family doctor yet.",
    because={
        "wishes_unknown": "he was seen once, without an interpreter",
        "ecog_unknown": "not assessed at the first visit",
        "cci_unknown": "the letters of the other hospital have not come",
    },
)

NO_MARKER = Retold(
    number=143,
    by="tanaka",
    family="Esimerkki",
    given="Timo",
    born=date(1973, 5, 17),
    title="Non-secretory: marrow 28 %, new lesion on lenalidomide",
    question=(
        "Cilta-cel at first relapse or a daratumumab triplet, and by what do we follow a disease "
        "without a marker?"
    ),
    reason=(
        "Plasma cells in the marrow rose from 3 to 28 % and there is a new bone lesion, 25 months "
        "after transplant, on lenalidomide. Serum, urine and light chains show nothing, which also "
        "closes most trials. The genetics are of January 2024."
    ),
    wishes="Wants one treatment and then a pause, rather than visits for years.",
    comorbidity="None.",
    needs="Two children at school; asks for somebody who will talk with them.",
)

IN_THE_BLOOD = Retold(
    number=145,
    by="okafor",
    family="Exemple",
    given="Claire",
    born=date(1968, 9, 5),
    title="Plasma cell leukaemia at relapse, t(11;14)+TP53",
    question="Which treatment this week, and does it lead to CAR-T cells or to a donor transplant?",
    reason=(
        "12 % plasma cells in the blood, haemoglobin 8.9 g/dL, platelets 54 on 18-Nov-2026, M-protein "
        "1.8 g/dL and lambda 520 mg/L, on lenalidomide. t(11;14) and TP53 p.(Arg175His). A donor has "
        "been found; the pivotal CAR-T trials excluded plasma cell leukaemia."
    ),
    wishes="Wants to try for cure and accepts the risk. Asks to be told plainly if that changes.",
    comorbidity="None known. No neuropathy.",
    needs="Short of breath on stairs. Her son is still at school: social work to be involved early.",
    priority=Priority.URGENT,
)

MUST_WE_TREAT = Retold(
    number=147,
    by="lindt",
    family="Příklad",
    given="Josef",
    born=date(1954, 10, 3),
    title="M-protein rising slowly, no symptoms, off treatment",
    question="Progression by the criteria, but must we treat? If not, which figure changes that?",
    reason=(
        "M-protein rose from 0.3 to 0.82 and now 0.9 g/dL, kappa 52 mg/L, without any CRAB feature. "
        "Off treatment since two planned years of lenalidomide ended in March 2024."
    ),
    wishes="Feels well and walks every day. Would rather wait than begin again, if waiting is safe.",
    comorbidity="None.",
    needs="None at present.",
)

#: Brought before the past meeting, and those of this week.
EARLIER = (STOPPED_COMING, WITHIN_A_YEAR, TARGET_LOST, SEVEN_GOOD_YEARS)
THIS_WEEK = (FRAIL, ON_DIALYSIS, NEWLY_MOVED, NO_MARKER, IN_THE_BLOOD, MUST_WE_TREAT)
EVERYBODY = (*EARLIER, *THIS_WEEK)
