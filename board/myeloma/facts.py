"""CaseFacts: everything a submitted case says, and nothing that is computed from it.

A field that is absent or null is *not known*, never "no". Units stand in the names. Dates may be
partial. This is the border: what is written here has the right type and a believable size.
"""
# ruff: noqa: N815  -- units keep their case in the names of the format (mg_L, U_L, g_dL)

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from board.myeloma.quantities import (
    Age,
    Albumin,
    Beta2M,
    Calcium,
    Cells,
    CellsPerMicrolitre,
    Charlson,
    CopyNumber,
    Count,
    Creatinine,
    Cycles,
    Ecog,
    EjectionFraction,
    Enzyme,
    Haemoglobin,
    Height,
    Immunoglobulin,
    Karnofsky,
    KatzAdl,
    LawtonIadl,
    LesionGrowth,
    LesionSize,
    LightChain,
    MrdDepth,
    NeuropathyGrade,
    PartialDate,
    Percent,
    Platelets,
    PolyclonalIgg,
    SerumM,
    StemCells,
    TimesUln,
    UrineM,
    Weight,
    WholeDate,
)

Jurisdiction = Literal["US", "EU"]
Sex = Literal["M", "F"]
Response = Literal["sCR", "CR", "VGPR", "PR", "MR", "SD", "PD"]
Loss1p32 = Literal["none", "mono", "bi"]
LightChainName = Literal["kappa", "lambda"]
Immunofixation = Literal["positive", "negative"]
Anticoagulation = Literal["none", "prophylactic", "therapeutic"]
MrdMethod = Literal["flow", "sequencing", "other"]

#: Words for the phase of a regimen that the rules know; any other word is kept and means nothing.
PHASES = (
    "induction",
    "transplant",
    "consolidation",
    "maintenance",
    "salvage",
    "bridging",
    "cart",
    "mobilisation",
    "radiotherapy",
)
#: Words for why a regimen was stopped that the rules know; others are kept and shown as typed.
STOP_REASONS = (
    "completed",
    "progression",
    "toxicity",
    "non_adherence",
    "patient_choice",
    "death",
    "other",
)
#: What a laboratory writes for a spike too small to measure; read as zero, and flagged.
TOO_FAINT = ("<0.1", "trace", "too faint to quantify")

_Word = Annotated[str, Field(min_length=1, max_length=80)]
_Faint = Literal["<0.1", "trace", "too faint to quantify"]


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


Words = Annotated[tuple[_Word, ...], BeforeValidator(_as_tuple)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class Part(BaseModel):
    """One group of facts, never changed after it was read."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class DatedPart(Part):
    """A group of facts with the date it was taken, and other dates for single fields."""

    date: PartialDate | None = Field(default=None, description="When these were taken.")
    dates: dict[str, PartialDate] = Field(
        default_factory=dict, description="Field name to its own date, where it differs."
    )

    @model_validator(mode="after")
    def _dates_name_fields(self) -> Self:
        strangers = sorted(set(self.dates) - set(type(self).model_fields) - {"date", "dates"})
        if strangers:
            raise ValueError(f"dates name no field of this part: {', '.join(strangers)}")
        return self

    def taken(self, field: str) -> str | None:
        """Return the date of *field* as typed, or None when no date is recorded."""
        return self.dates.get(field, self.date)


class Patient(DatedPart):
    """Who the patient is, as far as the rules ask."""

    age: Age | None = None
    sex: Sex | None = None
    weight_kg: Weight | None = None
    height_cm: Height | None = None
    ecog: Ecog | None = None
    adl: KatzAdl | None = Field(
        default=None, description="Katz activities of daily living, 0 to 6."
    )
    iadl: LawtonIadl | None = Field(default=None, description="Lawton instrumental, 0 to 8.")
    cci: Charlson | None = Field(default=None, description="Charlson index, myeloma not counted.")
    karnofsky_pct: Karnofsky | None = None
    asian_ancestry: bool | None = None
    moderate_severe_frailty: bool | None = Field(default=None, description="As judged, for R-MCI.")
    weight_loss_3mo_pct: Percent | None = None
    hctci_items: Words | None = Field(
        default=None, description="HCT-CI items present; an empty list means none, null not known."
    )


class Disease(Part):
    """What kind of myeloma it is."""

    isotype: _Word | None = None
    involved_flc: LightChainName | None = None


class LabsDiagnosis(DatedPart):
    """Blood at diagnosis, for the staging scores only."""

    b2m_mg_L: Beta2M | None = None
    albumin_g_dL: Albumin | None = None
    ldh_U_L: Enzyme | None = None
    ldh_uln_U_L: Enzyme | None = None
    creatinine_mg_dL: Creatinine | None = None


class LabsCurrent(DatedPart):
    """Blood now, and the values at best response that it is compared with."""

    hb_g_dL: Haemoglobin | None = None
    hb_at_best_response_g_dL: Haemoglobin | None = None
    hb_at_line_start_g_dL: Haemoglobin | None = None
    anc_e9_L: Cells | None = None
    platelets_e9_L: Platelets | None = None
    creatinine_mg_dL: Creatinine | None = None
    creatinine_at_best_response_mg_dL: Creatinine | None = None
    creatinine_at_line_start_mg_dL: Creatinine | None = None
    calcium_mg_dL: Calcium | None = None
    albumin_g_dL: Albumin | None = None
    bilirubin_xULN: TimesUln | None = None
    alt_xULN: TimesUln | None = None
    ast_xULN: TimesUln | None = None
    igg_polyclonal_mg_dL: PolyclonalIgg | None = None
    total_igg_mg_dL: Immunoglobulin | None = None
    circulating_pc_pct: Percent | None = None
    hb_lower_limit_g_dL: Haemoglobin | None = Field(
        default=None, description="Lower limit of the laboratory."
    )
    calcium_upper_limit_mg_dL: Calcium | None = Field(
        default=None, description="Upper limit of the laboratory."
    )
    hyperviscosity: bool | None = None


class Genetics(DatedPart):
    """Genetic findings ever shown: true present, false tested and absent, null not tested."""

    del17p: bool | None = None
    del17p_ccf_pct: Percent | None = None
    monosomy17_ccf_pct: Percent | None = None
    tp53_mut: bool | None = None
    t4_14: bool | None = None
    t14_16: bool | None = None
    t14_20: bool | None = None
    t11_14: bool | None = None
    t6_14: bool | None = None
    igh_rearranged: bool | None = None
    cn1q: CopyNumber | None = Field(default=None, description="Copies of 1q21; 2 is normal.")
    del1p32: Loss1p32 | None = None
    hyperdiploid: bool | None = None
    del13q: bool | None = None
    myc_rearranged: bool | None = None
    tnfrsf17_biallelic_loss: bool | None = None
    gprc5d_biallelic_loss: bool | None = None
    gep_high_risk: bool | None = Field(default=None, description="By gene expression profile.")
    del13_metaphase: bool | None = Field(default=None, description="del(13) or -13 in metaphases.")
    cd138_selected: bool | None = Field(
        default=None, description="FISH on selected or marked plasma cells."
    )
    purity_pct: Percent | None = Field(default=None, description="Plasma cells after selection.")
    method: _Word | None = Field(default=None, description="FISH, sequencing, array, and so on.")
    tp53_vaf_pct: Percent | None = Field(default=None, description="Variant allele frequency.")
    lod_pct: Percent | None = Field(
        default=None, description="Smallest share that the sequencing finds."
    )
    panel: Words | None = Field(
        default=None, description="Genes and probes tested; what is not listed was not."
    )
    variants: Words | None = Field(
        default=None, description="One variant each: gene, change, share, such as KRAS G12D 18 %."
    )


class Regimen(Part):
    """One course of treatment as it was given."""

    id: _Word
    drugs: Annotated[tuple[_Word, ...], BeforeValidator(_as_tuple), Field(min_length=1)]
    start: PartialDate | None = None
    end: PartialDate | None = Field(default=None, description="Last dose; null if going on.")
    plan_group: _Word | None = Field(default=None, description="Same letter: planned together.")
    phase: _Word | None = None
    best_response: Response | None = None
    best_response_date: PartialDate | None = None
    first_response_date: PartialDate | None = Field(
        default=None, description="First partial response or better."
    )
    pd_date: PartialDate | None = None
    stop_reason: _Word | None = None
    ongoing_at_pd: bool | None = None
    note: str | None = None
    doses: dict[str, str] = Field(default_factory=dict, description="Drug to its dose.")
    drug_last_dose: dict[str, PartialDate] = Field(
        default_factory=dict, description="Drug to its own last dose, where it ended earlier."
    )
    cycles: Cycles | None = None
    planned: bool | None = Field(default=None, description="Was this step planned with the last?")
    adherence_uncertain: bool | None = Field(
        default=None, description="It is not certain that the drugs were taken when PD came."
    )
    adherence_reason: _Word | None = Field(
        default=None, description="Why it was not taken: cost, toxicity, transport, and so on."
    )
    adherence_pdc_pct: Percent | None = Field(
        default=None, description="Proportion of days covered, from refills."
    )
    response_assessed: bool | None = Field(
        default=None, description="False: stopped before a response could be assessed."
    )

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.start and self.end and self.end[: len(self.start)] < self.start[: len(self.end)]:
            raise ValueError(f"regimen {self.id} ends ({self.end}) before it starts ({self.start})")
        return self


class Sample(Part):
    """The markers of one day."""

    date: WholeDate
    serum_m_g_dL: SerumM | _Faint | None = None
    urine_m_mg_24h: UrineM | _Faint | None = None
    kappa_mg_L: LightChain | None = None
    lambda_mg_L: LightChain | None = None
    bm_pc_pct: Percent | None = None
    laboratory: _Word | None = None
    flc_assay: _Word | None = None
    quantitative_ig_mg_dL: Immunoglobulin | None = Field(
        default=None, description="IgA or IgD, where the spike hides in the beta region."
    )
    serum_ife: Immunofixation | None = None
    urine_ife: Immunofixation | None = None
    clonal_pc: bool | None = Field(
        default=None, description="Clonal plasma cells in the marrow by immunohistochemistry."
    )
    circulating_pc_per_uL: CellsPerMicrolitre | None = None
    lesion_spd_cm2: LesionSize | None = Field(
        default=None, description="Sum of the products of diameters of the lesions followed."
    )
    mrd_negative: bool | None = None
    mrd_method: MrdMethod | None = None
    mrd_one_in: MrdDepth | None = Field(
        default=None, description="Sensitivity: one cell among how many, such as 100000."
    )
    pet_negative: bool | None = None


class Imaging(DatedPart):
    """What imaging at this relapse shows."""

    new_bone_lesion: bool | None = None
    new_plasmacytoma: bool | None = None
    lesion_growth_50pct: bool | None = None
    lesion_growth_cm: LesionGrowth | None = None
    compression_fracture: bool | None = None
    osteolytic_lesion: bool | None = Field(
        default=None, description="One or more on X-ray, CT or PET-CT."
    )
    mri_focal_lesions: Count | None = Field(default=None, description="Of 5 mm or more each.")
    extramedullary: bool | None = Field(default=None, description="Not contiguous with bone.")
    paramedullary: bool | None = Field(default=None, description="Contiguous with bone.")


class Health(DatedPart):
    """Organs, infections and what else decides what can be given."""

    lvef_pct: EjectionFraction | None = None
    active_infection: bool | None = None
    cns_involvement: bool | None = None
    hiv: bool | None = None
    hcv_rna: bool | None = None
    pn_grade: NeuropathyGrade | None = None
    pn_pain: bool | None = None
    dental_check_done: bool | None = None
    donor_available: bool | None = None
    stored_cd34_e6_kg: StemCells | None = None
    corneal_disease: bool | None = None
    dialysis: bool | None = None
    unstable_aki: bool | None = None
    nyha_3_4: bool | None = None
    uncontrolled_htn: bool | None = None
    recent_mi: bool | None = Field(default=None, description="Infarction in the last 6 months.")
    failed_mobilisation: bool | None = None
    gilbert: bool | None = None
    severe_infections: Count | None = Field(default=None, description="In the last 12 months.")
    life_threatening_infection: bool | None = None
    vte_history: bool | None = None
    central_venous_catheter: bool | None = None
    pelvic_hip_femur_fracture: bool | None = None
    esa: bool | None = Field(default=None, description="Erythropoiesis-stimulating agent.")
    surgery_last_90_days: bool | None = None
    anticoagulation: Anticoagulation | None = None
    new_back_pain_or_weakness: bool | None = None
    uncontrolled_symptoms: bool | None = None
    cd4_per_uL: CellsPerMicrolitre | None = None
    dlco_pct: Percent | None = None


class Hbv(DatedPart):
    """Hepatitis B."""

    hbsag: bool | None = None
    anti_hbc: bool | None = None
    dna_detectable: bool | None = None


class CaseFacts(Part):
    """Everything one submitted case says (format case-facts/1)."""

    format: Literal["case-facts/1"] = "case-facts/1"
    synthetic: bool = Field(default=False, description="True: this patient is invented.")
    case_id: _Word
    title: str = Field(min_length=1, max_length=300)
    as_of: WholeDate
    jurisdiction: Jurisdiction = "US"
    treatment_history_complete: bool | None = None
    patient: Patient = Patient()
    disease: Disease = Disease()
    labs_diagnosis: LabsDiagnosis = LabsDiagnosis()
    labs_current: LabsCurrent = LabsCurrent()
    genetics: Genetics = Genetics()
    genetics_before: Genetics | None = Field(
        default=None, description="An earlier sample, shown beside the current one."
    )
    genetics_source_text: Texts = Field(default=(), description="The laboratory's own lines.")
    regimens: Annotated[tuple[Regimen, ...], BeforeValidator(_as_tuple)] = ()
    series: Annotated[tuple[Sample, ...], BeforeValidator(_as_tuple)] = ()
    imaging: Imaging = Imaging()
    health: Health = Health()
    hbv: Hbv = Hbv()
    crab_attributable_to_myeloma: bool | None = None

    @model_validator(mode="after")
    def _each_regimen_has_its_own_id(self) -> Self:
        ids = [regimen.id for regimen in self.regimens]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"two regimens share the id {', '.join(twice)}")
        return self
