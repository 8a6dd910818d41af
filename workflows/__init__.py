"""The workflows. A job's steps, in their usual order:

1. ingest    `job.JobWorkflow`       the assets that the client named by URL are fetched
2. plan      `job.JobWorkflow`       a planner writes the storyboard
3. review    `job.JobWorkflow.act`   a person approves it, or sends it back to 2
4. film      `scene.SceneWorkflow`   one child workflow for each take, all at once
5. cut       `job.JobWorkflow`       the clips become one film

The order is not in the code: a run asks Postgres which work is pending and runs it, and what it runs returns what is
pending then. So a first start, a wake-up, a reset and a recovery are the same. `save_scenario.SaveScenarioWorkflow`
saves a scenario and its images; those of `maintenance` run on schedules. May import `domain`, `activities`, its
siblings and `temporalio`.
"""
