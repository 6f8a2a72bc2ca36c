"""The words around the content of the site, in both languages."""

from safetystats.words import Language, Text

LANGUAGE_NAMES: dict[Language, str] = {"zh": "中文", "en": "English"}
LANGUAGE_TAGS: dict[Language, str] = {"zh": "zh-Hans", "en": "en"}

WORDS: dict[str, Text] = {
    "contents": Text("目录", "Contents"),
    "all_runs": Text("全部结果", "All results"),
    "results": Text("结果", "Results"),
    "failures": Text("未能完成的分析", "Analyses that failed"),
    "runs": Text("项分析", "analyses"),
    "done": Text("完成", "done"),
    "failed": Text("失败", "failed"),
    "made": Text("计算于", "Computed"),
    "updated": Text("更新于", "Updated"),
    "read": Text("查看", "Read"),
    "log": Text("运行日志", "log of the run"),
    "traceback": Text("错误详情", "traceback"),
    "partial_notebook": Text("出错的笔记本", "notebook as far as it came"),
    "notebook": Text("已运行的笔记本", "executed notebook"),
    "kept": Text("以下是此前成功运行的结果，计算于", "What follows is the result of an earlier run, computed"),
    "nothing": Text("尚无结果。", "There is no result yet."),
    "files": Text("文件", "Files"),
    "about": Text("关于本页", "About this page"),
    "versions": Text("软件版本", "Versions"),
    "manifest": Text("运行台账", "ledger of runs"),
    "made_by": Text("由 safetystats 生成；每个数字都可从其 JSON 追溯到来源。",
                    "Made by safetystats; every number can be walked back to its sources from its JSON."),
    "skip": Text("跳到正文", "Skip to the content"),
    "colon": Text("：", ": "),
    "stop": Text("。", "."),
    "comma": Text("，", ", "),
}  # fmt: skip
