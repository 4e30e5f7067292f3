package models

import "time"

// CampaignMerge says that two campaigns became one: the other's names, members and touches hang on the kept one.
type CampaignMerge struct {
	ID        int64
	KeptID    int64
	OtherID   int64
	MergedAt  time.Time
	Operation string       // AuditEntry.Operation of the merge
	Gone      []GoneMember `gorm:"serializer:json"`
	UndoneAt  *time.Time   // when it was taken back; nil while it holds
}

// GoneMember is a member of both campaigns: its row in the other went, and the one in the kept campaign has the later state of both.
type GoneMember struct {
	Member  CampaignMember `json:"member"` // as it was
	Stays   int64          `json:"stays"`  // ID of the row that stays
	Version int            `json:"version"`
	State   MemberState    `json:"state"` // of that row before, and since when
	StateAt time.Time      `json:"state_at"`
}
