// @ts-check
/** The shapes of the API's answers, as far as the studio reads them. The API's own documentation is at /docs. */

/** @typedef {{code: string, message: string, retryable?: boolean}} ErrorInfo */

/**
 * @typedef {object} Progress
 * @property {number} percentage
 * @property {string} stage
 * @property {number} totalScenes
 * @property {number} completedScenes
 * @property {number} processingScenes
 * @property {number} failedScenes
 * @property {boolean} filmReady
 */

/**
 * @typedef {object} Speech The spoken line of a scene.
 * @property {"planned" | "wanted" | "ordering" | "ordered" | "done" | "failed"} status
 * @property {string} text
 * @property {string} provider
 * @property {string | null} voice
 * @property {string | null} timing Where the times of its words are from.
 * @property {number | null} seconds
 * @property {number | null} pace How much faster than spoken the film plays it; 1: as spoken.
 * @property {string | null} url
 * @property {number} cost In US dollars.
 * @property {ErrorInfo | null} error
 */

/**
 * @typedef {object} FilmSound
 * @property {number | null} loudness In LUFS.
 * @property {{name: string, licence: string | null} | null} music
 * @property {{provider: string, name: string | null} | null} voice
 */

/**
 * @typedef {object} Filming How a scene is filmed. What is missing or null is as usual.
 * @property {"off" | "native" | "voiceover" | null} [audio]
 * @property {readonly string[] | null} [references] Ids of assets.
 * @property {string | null} [lastFrame] Id of an asset.
 * @property {boolean} [chainFromPrevious]
 * @property {number | string | null} [seed] Text while it is typed and is no number.
 */

/**
 * @typedef {object} SceneFirstFrame The chosen first frame of a scene; if none is, the newest.
 * @property {string} id
 * @property {number} number
 * @property {"wanted" | "ordering" | "ordered" | "done" | "failed"} status
 * @property {string | null} url
 * @property {boolean} stale
 * @property {number} cost
 * @property {ErrorInfo | null} error
 * @property {boolean} drawing Whether another one is being drawn.
 * @property {boolean} [chosen]
 */

/** @typedef {{take: string, provider: string, reason: string | null}} FallbackOf The take that another vendor did not make. */

/**
 * @typedef {object} Scene
 * @property {string} id
 * @property {number} sceneNumber
 * @property {string} scenario
 * @property {number} duration In seconds.
 * @property {string} description
 * @property {string} script
 * @property {string} shotType
 * @property {string} transition
 * @property {string[]} assets
 * @property {"pending" | "processing" | "completed" | "failed"} status
 * @property {number} revision
 * @property {number} attempt
 * @property {string | null} nextRetryAt
 * @property {number | null} progress What the vendor reports, 0 to 1.
 * @property {{what: string, provider: string | null, ahead: number | null, since: string | null} | null} [waitingFor]
 * @property {string | null} videoUrl
 * @property {string | null} [stillUrl]
 * @property {Speech | null} [speech]
 * @property {Filming | null} [filming]
 * @property {SceneFirstFrame | null} [firstFrame]
 * @property {boolean} [draft] Whether its clip is made by the cheap model.
 * @property {boolean} [stale] Whether the clip shows an earlier text, or begins where the scene before no longer ends.
 * @property {string | null} [chainedFrom] The take of the scene before where it begins.
 * @property {FallbackOf | null} [fallbackOf]
 * @property {string | null} [provider] Who makes its clip.
 * @property {ErrorInfo | null} error
 */

/**
 * @typedef {object} Asset
 * @property {string} id
 * @property {string} url
 * @property {string | null} type
 * @property {string} name
 * @property {string} role
 * @property {string | null} contentType
 * @property {number | null} sizeBytes
 * @property {string} status
 */

/**
 * @typedef {object} Job
 * @property {string} id
 * @property {"pending" | "generating_scenes" | "storyboard_review" | "processing" | "completed" | "failed" | "cancelled"} status
 * @property {Progress} progress
 * @property {ErrorInfo | null} error
 * @property {ErrorInfo[]} warnings
 * @property {{clientId: string, [name: string]: unknown}} context
 * @property {Record<string, any>} adBasics
 * @property {Record<string, any>} creative
 * @property {Record<string, any>} production
 * @property {Asset[]} assets
 * @property {Scene[]} scenes
 * @property {{id?: string, url: string, duration: number, sizeBytes: number, stale: boolean, sound?: FilmSound, captions?: {vtt: string, srt: string}} | null} film
 * @property {number} storyboardRevision
 * @property {number} sceneCount
 * @property {number} cost In US dollars.
 * @property {number} costInDoubt
 * @property {{drawn: number, drawing: number, failed: number}} [firstFrames]
 * @property {boolean} [draft] Whether a clip of its scenes is a draft.
 * @property {string[]} [actions] Those that are allowed now.
 * @property {string | null} [reviewSince]
 * @property {string | null} [posterUrl]
 * @property {string | null} [previewUrl]
 * @property {string} createdAt
 * @property {string} updatedAt
 */

/**
 * @typedef {object} Note
 * @property {string} id
 * @property {string | null} sceneId
 * @property {number | null} sceneNumber
 * @property {string | null} takeId
 * @property {string | null} filmId
 * @property {number | null} firstFrame
 * @property {number | null} lastFrame
 * @property {string | null} timecode
 * @property {string} text
 * @property {string} author
 * @property {"open" | "resolved"} status
 * @property {{revision: number | null, takeId: string | null} | null} answeredBy
 * @property {string} createdAt
 */

/**
 * @typedef {object} Take
 * @property {string} id
 * @property {number} number
 * @property {string} provider
 * @property {string} model
 * @property {string | null} prompt
 * @property {string} status
 * @property {ErrorInfo | null} error
 * @property {number} cost
 * @property {number | null} duration
 * @property {string} created_at
 * @property {boolean} selected
 * @property {string | null} video_url
 * @property {boolean} [draft]
 * @property {string | null} [chained_from] The take of the scene before where it begins.
 * @property {FallbackOf | null} [fallback_of]
 * @property {{what: string, reason: string}[]} [left_out]
 * @property {number} [seed]
 */

/**
 * @typedef {object} Estimate
 * @property {string} provider
 * @property {string} model
 * @property {string} pricesAsOf
 * @property {{sceneNumber: number, duration: number, billedSeconds: number | null, cost: number | null, voiceCost?: number | null, finalCost?: number | null, leftOut?: {what: string, reason: string}[], problem: string | null}[]} scenes
 * @property {number | null} [voice] The part of the total for lines of speech.
 * @property {number | null} total
 * @property {number | null} [draft] The total of the drafts.
 * @property {number | null} [final] What it costs to make them final.
 * @property {{toDraw: number, price: number | null, total: number | null, problem?: string | null} | null} [firstFrames]
 * @property {{provider: string, model: string | null, problem: string | null, scenes: {sceneNumber: number, leftOut: {what: string, reason: string}[], problem: string | null}[]}[]} [fallback]
 * @property {number} spent
 * @property {number} inDoubt Perhaps spent.
 * @property {number | null} maxCost
 * @property {boolean} withinBudget
 */

/**
 * @typedef {object} Storyboard
 * @property {number} revision
 * @property {string | null} verdict
 * @property {string | null} feedback
 * @property {Scene[]} scenes
 * @property {{amount: number | null, name: string, by: string, at: string} | null} [approval]
 * @property {string} createdAt
 */

export {};
