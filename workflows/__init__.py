"""The story of a job, in the order it runs.

1. ingest    `job.JobWorkflow`       what the client named by URL is fetched
2. plan      `job.JobWorkflow`       a planner writes the storyboard
3. review    `job.JobWorkflow.act`   a person gives the green light, or: back to 2
4. film      `scene.SceneWorkflow`   one child a take: write, generate, prepare; all at once
5. cut       `job.JobWorkflow`       the clips become one film

Beside it, `save_scenario.SaveScenarioWorkflow` saves a scenario that was written elsewhere, with its pictures.

There is no sequence in the code: a run asks Postgres what is due, does that, and asks again. So first start, wake-up,
reset and recovery are one path. A module here may import `domain`, `activities`, its siblings and `temporalio`.
"""
